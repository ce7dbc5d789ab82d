/** The request as frontend code, to copy. */
export function codeSnippet({ method, path, body }: { method: string; path: string; body: string }): string {
  const sendsBody = body !== "" && method !== "GET" && method !== "HEAD";
  const headers = sendsBody ? '{ "X-CSRF": "1", "Content-Type": "application/json" }' : '{ "X-CSRF": "1" }';
  const lines = [
    `const response = await fetch(${JSON.stringify(path)}, {`,
    ...(method === "GET" ? [] : [`  method: ${JSON.stringify(method)},`]),
    `  headers: ${headers},`,
    ...(sendsBody ? [`  body: ${bodyExpression(body)},`] : []),
    "});",
  ];
  return lines.join("\n");
}

function bodyExpression(body: string): string {
  try {
    return `JSON.stringify(${JSON.stringify(JSON.parse(body))})`;
  } catch {
    return JSON.stringify(body);
  }
}
