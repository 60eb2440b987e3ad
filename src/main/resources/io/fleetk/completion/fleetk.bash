# Completes fleetk in bash (4.4 or newer). fleetk itself knows what may stand where; this only asks it.
_fleetk() {
  # bash takes words apart at : = @ too: what stands together on the line is one word.
  local line=${COMP_LINE:0:COMP_POINT} gap index words=()
  for ((index = 0; index < COMP_CWORD; index++)); do
    gap=${line%%[![:space:]]*}
    line=${line#"$gap"}
    if [[ -n $gap || ${#words[@]} -eq 0 ]]; then
      words+=("${COMP_WORDS[index]}")
    else
      words[-1]+=${COMP_WORDS[index]}
    fi
    line=${line#"${COMP_WORDS[index]}"}
  done
  gap=${line%%[![:space:]]*}
  line=${line#"$gap"}
  if [[ -n $gap || ${#words[@]} -eq 0 ]]; then
    words+=("$line")
  else
    words[-1]+=$line
  fi

  local program=$1 answer said
  type -P "$program" >/dev/null || program=fleetk
  mapfile -t answer < <(
    "$program" __complete --shell bash --breaks "$COMP_WORDBREAKS" -- "${words[@]:1}" 2>/dev/null
  )
  COMPREPLY=("${answer[@]:1}")
  read -ra said <<<"${answer[0]}"
  case ${said[0]} in
    files) [[ ${#COMPREPLY[@]} -gt 0 ]] || compopt -o default ;;
    directories) compopt -o plusdirs ;;
  esac
  if [[ ${said[1]} == on ]]; then
    compopt -o nospace
  fi
}

complete -F _fleetk fleetk
