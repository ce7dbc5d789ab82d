import { z } from "zod";
import { entryPageInput } from "#server/admin/entries/entry-inputs.ts";
import { defineOperation } from "#server/admin/operation.ts";
import { ended, endedOf, pageOf, time } from "#server/admin/shapes.ts";
import { AppError } from "#server/errors/app-error.ts";

const registration = z.object({
  clientId: z.string(),
  kind: z
    .enum(["token", "open", "document"])
    .describe("token: with an initial access token. open: without one. document: by the document at its client_id."),
  name: z.string().describe("As it calls itself."),
  redirectUris: z.array(z.string()),
  clientUri: z.string().nullable(),
  registeredAt: time,
  expiresAt: time.nullable().describe("When it is forgotten, because no person has allowed it yet."),
});

export const registeredClientsOperations = {
  "clients.registered": defineOperation({
    method: "GET",
    path: "/registered-clients",
    permission: "clients.read",
    summary: "List apps that registered themselves or are known by a document, the newest first",
    input: entryPageInput,
    output: pageOf(registration),
    run: ({ services }, page) => services.registeredClients.list(page),
  }),

  "clients.remove-registered": defineOperation({
    method: "DELETE",
    path: "/registered-clients/{clientId}",
    permission: "clients.write",
    needsFreshSignIn: true,
    summary: "Remove an app that registered itself: access that people gave it, codes and tokens end at once",
    input: z.strictObject({ clientId: z.string().max(2_000) }),
    output: registration.extend({ ended }),
    async run({ services, note }, { clientId }) {
      note({ clientId });
      const found = await services.registeredClients.find(clientId);
      if (!found) throw new AppError("admin_target_not_found");
      const counts = await services.registeredClients.remove(clientId);
      note({ clientId }, { name: found.name, kind: found.kind, ...counts });
      return { ...found, ended: endedOf(counts) };
    },
  }),
};
