/**
 * Shell functions that give each host control groups of its own, in every hierarchy there is (one of version 2, or several of
 * version 1). Without them all hosts would share `/system.slice/ssh.service`: one host that stops a service would reach into
 * the others.
 */
export const CONTROL_GROUPS = `
hierarchies() {
  while read -r _ folder kind _; do
    case $kind in cgroup | cgroup2) echo "$folder" ;; esac
  done < /proc/mounts
}

# Puts the calling shell, and so what it starts, into the group $1 of each hierarchy.
enter_groups() {
  for hierarchy in $(hierarchies); do
    mkdir -p "$hierarchy/$1" || continue
    # A group of version 1's cpuset takes no process before it was told its processors and memory.
    for file in cpuset.cpus cpuset.mems; do
      if [ -e "$hierarchy/tasks" ] && [ -e "$hierarchy/$file" ]; then cat "$hierarchy/$file" > "$hierarchy/$1/$file"; fi
    done
    echo $$ > "$hierarchy/$1/cgroup.procs" || :
  done
}

# Removes the groups whose name matches the pattern $1, with those that the host's systemd made in them. They may be busy for a moment.
remove_groups() {
  for hierarchy in $(hierarchies); do
    for group in "$hierarchy"/$1; do
      tries=0
      while [ -d "$group" ] && [ $tries -lt 50 ]; do
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.02
        tries=$((tries + 1))
      done
    done
  done
}
`;
