/** Shells that can be taught; what each is to be told is made by jrun itself, as it knows its options. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export function isShell(word: string | undefined): word is Shell {
  return SHELLS.some((shell) => shell === word);
}

/** What a shell reads to complete jrun's words: it asks `jrun __complete SHELL WORD…`, whose last word is unfinished. */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# Completion of jrun for bash. For good: jrun completion bash > ~/.local/share/bash-completion/completions/jrun
_jrun() {
  local IFS=$'\\n' current=\${COMP_WORDS[COMP_CWORD]} line
  [ "$current" = = ] && current=
  COMPREPLY=()
  for line in $("\${COMP_WORDS[0]}" __complete bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null); do
    case $line in
      :files)
        compopt -o filenames 2>/dev/null
        COMPREPLY+=($(compgen -f -- "$current"))
        ;;
      :playbooks)
        compopt -o filenames 2>/dev/null
        COMPREPLY+=($(compgen -f -X '!*.yml' -- "$current"; compgen -f -X '!*.yaml' -- "$current"; compgen -d -- "$current"))
        ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done
}
complete -F _jrun jrun
`,
  zsh: `#compdef jrun
# Completion of jrun for zsh. For good: jrun completion zsh > a folder of $fpath/_jrun, or source <(jrun completion zsh)
_jrun() {
  local line value
  local -a found
  for line in "\${(@f)$("\${words[1]}" __complete zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      :files) _files ;;
      :playbooks) _files -g '*.(yml|yaml)' ;;
      ?*)
        value=\${line%%$'\\t'*}
        found+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
        ;;
    esac
  done
  (( $#found )) && _describe -V jrun found
}
if [ "$funcstack[1]" = _jrun ]; then _jrun "$@"; else compdef _jrun jrun; fi
`,
  fish: `# Completion of jrun for fish. For good: jrun completion fish > ~/.config/fish/completions/jrun.fish
function __jrun_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] __complete fish $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files :playbooks
                __fish_complete_path "$current"
            case '*'
                echo $line
        end
    end
end
complete -c jrun -f -a '(__jrun_complete)'
`,
};
