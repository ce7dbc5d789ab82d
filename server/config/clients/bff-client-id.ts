/** The BFF's client id in the tokens that it attaches (RFC 9068 §2.2 demands one). No request can authenticate as it. */
export const bffClientId = "portico-bff";
