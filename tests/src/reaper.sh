# Ends every process of the journey whose mark, the path of its folder, is "$1": once standard input
# ends, which it does when the journey is over, and also when it was killed. Then removes the folder.
cat >/dev/null

# The mark is in the environment of each; Chromium wipes that but stays where it was started.
marked() {
  {
    grep -lzsx "COUNTERSIGN_JOURNEY=$1" /proc/[0-9]*/environ
    find /proc -mindepth 2 -maxdepth 2 -name cwd -lname "$1/*" 2>/dev/null
  } | cut -d/ -f3
}

end() {
  pids=$(marked "$2")
  # shellcheck disable=SC2086 # one word per process is what is meant
  [ -z "$pids" ] || kill "-$1" $pids 2>/dev/null
}

end TERM "$1"
for _ in $(seq 40); do
  [ -z "$(marked "$1")" ] && break
  sleep 0.05
done
end KILL "$1"
rm -rf "$1"
