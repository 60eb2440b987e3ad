#compdef fleetk
# Completes fleetk in zsh. fleetk itself knows what may stand where; this only asks it.
_fleetk() {
  local -a answer said candidates after
  local program=${(Q)words[1]}
  whence -p -- $program >/dev/null || program=fleetk
  answer=("${(@f)$($program __complete --shell zsh -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  said=("${(@s: :)answer[1]}")
  candidates=("${(@)answer[2,-1]}")
  [[ $said[2] == on ]] && after=(-S '')
  local found=1
  if (( ${#candidates} )); then
    _describe -t fleetk fleetk candidates $after && found=0
  fi
  [[ -n $said[3] ]] && compset -P $#said[3] '*'
  case $said[1] in
    files) _files && found=0 ;;
    directories) _files -/ && found=0 ;;
  esac
  return found
}

# By itself when the function directory has it; this line when the script is sourced.
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _fleetk "$@"
else
  compdef _fleetk fleetk
fi
