# Stops the units that may run only while this machine has word with its fleet (OnPartition=stop).
# fleetk-dead-man.timer runs this every few seconds, whatever has become of the daemon.
#
# $1: a folder with two files:
#   until    "WHEN GRACE": when those units are stopped, and how long they may take to end before they
#            are killed, in hundredths of a second, as /proc/uptime counts. Every renewal of the
#            machine's presence moves it on. Without it they may not run at all.
#   lapsed   is there once they were stopped, and names those that ran. While it is there systemd
#            starts none of them.
# $2: the name of the drop-in that each of these units has, with a condition on "lapsed".

folder=$1
drop_in=$2

# The timer comes again before this is over: until then there is nothing to wait for.
look_ahead=600

# How long to go on killing what does not end.
patience=6000

now() {
  read -r since _ </proc/uptime
  # What stands behind the point may begin with a zero, and is no octal number.
  echo "$((${since%.*} * 100 + 1${since#*.} - 100))"
}

pause() {
  sleep "$(($1 / 100)).$(($1 / 10 % 10))$(($1 % 10))"
}

# Prints those of the units that run, or are about to; fails when systemd does not say.
running() {
  shown=$(systemctl show --property=Id,ActiveState,Job -- "$@") || return 1
  printf '%s\n' "$shown" |
    while IFS= read -r line; do
      case $line in
        Id=*) unit=${line#*=} said='' ;;
        ActiveState=inactive | ActiveState=failed | Job= | Job=0) ;;
        ActiveState=* | Job=*)
          [ "$said" ] || printf '%s\n' "$unit"
          said=yes
          ;;
      esac
    done
}

# Tells the journal something, with a priority.
say() {
  priority=$1
  shift
  printf '<%s>%s\n' "$priority" "$*"
}

# Adds units to those that are named in "lapsed".
note() {
  for unit; do
    grep -qxF -e "$unit" "$folder/lapsed" || printf '%s\n' "$unit" >>"$folder/lapsed"
  done
}

while :; do
  when=0
  grace=0
  [ ! -e "$folder/until" ] || read -r when grace <"$folder/until"
  left=$((when - $(now)))
  [ "$left" -gt 0 ] || break
  [ "$left" -le "$look_ahead" ] || exit 0
  pause "$left"
done

set --
for file in /run/systemd/system/*.d/"$drop_in"; do
  unit=${file%.d/*}
  [ ! -e "$file" ] || set -- "$@" "${unit##*/}"
done
[ $# -gt 0 ] || exit 0

# Names hold no blanks, and no pattern is to be seen in them.
set -f
if [ ! -e "$folder/lapsed" ]; then
  running "$@" >"$folder/lapsed.new" || exit 1
  mv "$folder/lapsed.new" "$folder/lapsed"
fi
up=$(running "$@") || exit 1
note $up
[ "$up" ] || exit 0

say 4 "No word with the fleet for too long: stopping" $up
began=$(now)
killed=''
systemctl stop --no-block -- $up
# Without "lapsed" they may run again.
while up=$(running $up) && [ "$up" ] && [ -e "$folder/lapsed" ]; do
  took=$(($(now) - began))
  if [ "$took" -ge "$patience" ]; then
    say 3 "Killed, and running still:" $up
    exit 1
  fi
  if [ "$took" -ge "$grace" ]; then
    [ "$killed" ] || say 4 "Killing what has not ended in time:" $up
    killed=yes
    systemctl kill --signal=SIGKILL -- $up 2>/dev/null
  fi
  pause 20
done
