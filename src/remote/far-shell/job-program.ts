import { JOB_FOLDER } from '../../core/job-folder.ts';
import { sh } from './sh.ts';

/** Commands that go on by themselves when their step is done. */
export const JOB_PROGRAM = sh`
# j_job_folder NAME: the job's own folder in j_at.
j_job_folder() {
  j_at=$HOME/${JOB_FOLDER}/$1
  mkdir -p -- "$HOME/${JOB_FOLDER}" && mkdir -- "$j_at" || exit 1
}

# j_job LIMIT PROGRAM ARGUMENT…: a supervisor of its own runs it, notes how it ended, and ends it at its time limit.
j_job() {
  trap - PIPE
  # By way of another number: what runs in the background has lost its input.
  { $j_setsid "$j_sh" -c '
    j_d=$0 j_l=$1 j_w= j_b=
    shift
    if [ -r /proc/$$/stat ]; then
      read -r j_s </proc/$$/stat
      read -r j_b </proc/sys/kernel/random/boot_id
      j_s=$(set -- \${j_s##*) }; echo "\${20}")
    else
      j_s=$(ps -o lstart= -p $$ | tr -d " ")
    fi
    echo "$$ $j_s \${j_b:--}" >"$j_d/process"
    trap : TERM
    trap "" HUP
    (trap - TERM HUP; unset j_d j_l j_w j_b j_s; exec "$@") <&3 3<&- >"$j_d/stdout" 2>"$j_d/stderr" &
    j_c=$!
    exec 3<&-
    if [ "$j_l" -gt 0 ]; then
      (
        trap "kill \$j_z; exit" TERM
        sleep "$j_l" &
        j_z=$!
        wait $j_z
        : >"$j_d/late"
        trap : TERM
        kill -s TERM -- -$$
        sleep 5
        kill -s KILL $j_c
      ) &
      j_w=$!
    fi
    j_r=
    while kill -0 $j_c 2>/dev/null || [ -z "$j_r" ]; do wait $j_c; j_r=$?; done
    [ "$j_w" ] && kill $j_w 2>/dev/null
    [ -e "$j_d/late" ] && j_r="$j_r timed-out"
    echo "$j_r" >"$j_d/status.new"
    mv -f "$j_d/status.new" "$j_d/status"
  ' "$j_at" "$@" </dev/null >/dev/null 2>&1 & } 3<&0
  j_c=0
  until [ -s "$j_at/process" ]; do
    j_c=$((j_c + 1))
    [ "$j_c" -lt 100 ] || j_fail "the supervisor of the job does not start"
    sleep 0.05 2>/dev/null || sleep 1
  done
}
`;
