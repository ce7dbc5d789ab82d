/** The words of an operation's command: `clients.rotateSecret` is `clients rotate-secret`. */
export function commandWords(operationName: string): string[] {
  return operationName.split(".").map(kebabCase);
}

/** `redirectUris` as it is written at the command line: `redirect-uris`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (capital, index: number) => `${index === 0 ? "" : "-"}${capital.toLowerCase()}`);
}
