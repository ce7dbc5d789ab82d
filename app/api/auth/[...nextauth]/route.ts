import { portal } from "#server/portal.ts";
import { bundledAuth } from "./bundled-auth.ts";

const handle = (request: Request): Promise<Response> => portal().signIn.handleAuthRequest(request, bundledAuth);

export { handle as GET, handle as POST };
