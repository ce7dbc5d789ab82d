export const shells = ["bash", "zsh", "fish"] as const;

/**
 * What a shell sources so that Tab completes `portico`. Each asks the command itself for the words, and names its own shell, because
 * the parser words its answer by SHELL, which is the login shell.
 */
export function completionScript(shell: string): string {
  if (shell === "fish") return fish;
  return shell === "zsh" ? zsh : bash;
}

const bash = `_portico() {
  local words
  words="$(SHELL=bash portico --get-yargs-completions "\${COMP_WORDS[@]}" 2>/dev/null)"
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _portico portico`;

const zsh = `#compdef portico
_portico() {
  local -a found
  found=("\${(@f)$(SHELL=zsh portico --get-yargs-completions "\${words[@]}" 2>/dev/null)}")
  _describe portico found || _default
}
compdef _portico portico`;

const fish = `complete -c portico -f -a \\
  '(SHELL=fish portico --get-yargs-completions (commandline -opc) (commandline -ct) 2>/dev/null)'`;
