import { signInService } from "./sign-in-service.ts";

const handle = (request: Request): Promise<Response> => signInService().handleAuthRequest(request);

export { handle as GET, handle as POST };
