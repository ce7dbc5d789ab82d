/** The words of an operation's command: `clients.add-secret` is `clients add-secret`. */
export function commandWords(operationName: string): string[] {
  return operationName.split(".");
}

/** `redirectUris` as it is written at the command line: `redirect-uris`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (capital, index: number) => `${index === 0 ? "" : "-"}${capital.toLowerCase()}`);
}
