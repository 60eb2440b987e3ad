# Completes fleetk in fish. fleetk itself knows what may stand where; this only asks it.
function __fleetk_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l program $words[1]
    type -q $program; or set program fleetk
    set -l answer ($program __complete --shell fish -- $words[2..-1] 2>/dev/null)
    set -l said (string split -m 2 ' ' -- $answer[1])
    if set -q answer[2]
        printf '%s\n' $answer[2..-1]
    end
    set -l typed $words[-1]
    if set -q said[3]
        set typed (string sub -s (math (string length -- $said[3]) + 1) -- $typed)
    end
    switch "$said[1]"
        case files
            printf "$said[3]%s\n" (__fish_complete_path $typed)
        case directories
            printf "$said[3]%s\n" (__fish_complete_directories $typed '')
    end
end

complete -c fleetk -f -a '(__fleetk_complete)'
