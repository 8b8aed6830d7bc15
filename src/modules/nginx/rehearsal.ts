import { quote } from '../../core/quote.ts';
import { ATTACHMENT, type Run, type Step } from '../../core/step.ts';
import { parentOf } from '../../probes/path.ts';
import { contentOf } from '../text-content.ts';

/**
 * Asks nginx about the whole configuration as it would be, before any of it is touched: on a copy, in which everything
 * that names the folder names the copy. So what nginx refuses never comes near the folder, not even for a moment, and
 * leaves no time stamp there that looks like news. Links that lead out of the folder still do.
 *
 * `steps` are what will be done to the files; `secret` keeps their texts out of what is shown.
 */
export function rehearsal(config: string, steps: readonly Step[], secret: boolean): Run {
  const folder = parentOf(config);
  const changes = steps.map((step) => changeOf(step, folder)).join('\n');
  const pattern = folder.replace(/[.[\]*^$\\|]/g, '\\$&');
  const script = `folder=${quote(folder)}
work="${ATTACHMENT}.d"
trap 'rm -rf "$work"' EXIT
mkdir -m 700 "$work" && cp -R "$folder/." "$work" || exit 1
real=$(readlink -f "$folder")
(cd "$folder" && find . -type l) | while IFS= read -r link; do
  target=$(readlink -f "$folder/$link") || continue
  case $target in "$real"/*) target=$work\${target#"$real"} ;; esac
  ln -sfn "$target" "$work/$link"
done
${changes}
grep -rlF "$folder/" "$work" | while IFS= read -r file; do sed -i "s|${pattern}/|$work/|g" "$file"; done
said=$(nginx -t -q -c "$work"/${quote(config.slice(folder.length + 1))} 2>&1)
status=$?
[ "$status" -eq 0 ] || printf '%s\\n' "$said" | sed "s|$work/|$folder/|g" >&2
exit "$status"`;
  return {
    do: 'run',
    script,
    // Its folder is private to this run, and swept by the next one where this one is killed.
    attachment: { name: 'nginx', content: contentOf('') },
    ...(secret ? { secret } : {}),
  };
}

/** The same change to the copy. */
function changeOf(step: Step, folder: string): string {
  const there = (file: string): string =>
    file.startsWith(`${folder}/`) ? `"$work"${quote(file.slice(folder.length))}` : quote(file);
  switch (step.do) {
    case 'mkdir':
      return `mkdir -p ${there(step.path)}`;
    case 'write': {
      // Never through a link: that would be the original.
      const text = quote(step.content.read().toString('utf8'));
      return `rm -f ${there(step.path)}; printf %s ${text} > ${there(step.path)}`;
    }
    case 'link':
      return `ln -sfn ${there(step.target)} ${there(step.path)}`;
    case 'remove':
      return `rm -f ${there(step.path)}`;
    case 'rename':
      return `mv ${there(step.from)} ${there(step.path)}`;
    default:
      throw new TypeError(`a configuration isn't changed by '${step.do}'`);
  }
}
