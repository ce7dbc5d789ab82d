import { expect, it } from "vitest";
import { answerTo, beginCall } from "#tests/support/begun-call.ts";
import { type BffWorld, startBffWorld } from "#tests/support/bff-world.ts";
import { startDeafServer } from "#tests/support/deaf-server.ts";
import { standStill } from "#tests/support/stand-still.ts";
import { leaveAnswersUnread } from "#tests/support/unread-answers.ts";

it("answers 504 when the API's connection isn't made in time", async () => {
  const deaf = await startDeafServer();
  const target = `http://127.0.0.1:${deaf.port}`;
  const { portal, session } = await startBffWorld({ target, connectTimeoutSeconds: 1, firstByteTimeoutSeconds: 60 });
  const before = performance.now();
  const response = await portal.fetch("/bff/api/demo/", { session });
  expect(response.status).toBe(504);
  // undici's own default would be ten seconds.
  expect(performance.now() - before).toBeLessThan(10_000);
  await deaf.close();
});

const chunked = { "Transfer-Encoding": "chunked" };

/** Resolves with the status of the answer. */
async function upload({ portal, session }: BffWorld, chunks: number, pauseMs: number): Promise<number | undefined> {
  const call = beginCall(portal, { session, headers: chunked });
  const answered = answerTo(call);
  for (let count = 0; count < chunks; count++) {
    call.write(Buffer.alloc(10_000));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  call.end();
  return (await answered).resume().statusCode;
}

it("answers 504 when an API that has read a streamed upload doesn't answer", async () => {
  const world = await startBffWorld({ firstByteTimeoutSeconds: 1 });
  world.api.answer = (request) => void request.resume();
  expect(await upload(world, 1, 0)).toBe(504);
});

it("lets an upload take longer than the API may take for its first byte", async () => {
  const world = await startBffWorld({ firstByteTimeoutSeconds: 1 });
  world.api.answer = (request, response) => void request.resume().on("end", () => response.end());
  // Counted from the last chunk.
  expect(await upload(world, 2, 2_500)).toBe(200);
});

it("lets an API that began its answer before the upload was over pause longer than it may for its first byte", async () => {
  const { api, portal, session } = await startBffWorld({ firstByteTimeoutSeconds: 1, idleTimeoutSeconds: 60 });
  api.answer = (request, response) => {
    response.writeHead(200).write("begun, ");
    request.resume().on("end", () => setTimeout(() => response.end("and over"), 2_500));
  };
  const call = beginCall(portal, { session, headers: chunked });
  call.write("some of it, ");
  const response = await answerTo(call);
  call.end("and the rest");
  expect(Buffer.concat(await response.toArray()).toString()).toBe("begun, and over");
});

it("holds no answer that the API has ended for a client that doesn't take it", async () => {
  const { api, portal, session } = await startBffWorld({ idleTimeoutSeconds: 1 });
  api.answer = (_, response) => response.end("all of it");
  leaveAnswersUnread(portal.server);
  await expect(portal.fetch("/bff/api/demo/", { session })).rejects.toThrow("fetch failed");
});

it("holds no 401 either for which there is no other token, of an API that has ended it already", async () => {
  const { api, portal, session } = await startBffWorld({ token: "provider:github", idleTimeoutSeconds: 1 });
  portal.tokens.forSession = async () => portal.tokens.make("the only one");
  // An answer to HEAD ends with its head.
  api.answer = (_, response) => response.writeHead(401).end();
  leaveAnswersUnread(portal.server);
  const call = portal.fetch("/bff/api/demo/", { session, method: "HEAD" });
  await expect(call).rejects.toThrow("fetch failed");
});

it("doesn't hold against an API that this process stood still", async () => {
  const { api, portal, session } = await startBffWorld({ firstByteTimeoutSeconds: 1 });
  api.answer = (_, response) => {
    response.end("at once");
    standStill(3_000);
  };
  const answer = await portal.fetch("/bff/api/demo/", { session });
  expect(await answer.text()).toBe("at once");
});

it("waits on while an API says that it works on it", async () => {
  const { api, portal, session } = await startBffWorld({ firstByteTimeoutSeconds: 1 });
  api.answer = (_, response) => {
    const working = setInterval(() => response.writeProcessing(), 400);
    setTimeout(() => {
      clearInterval(working);
      response.end("worked out");
    }, 3_000);
  };
  const answer = await portal.fetch("/bff/api/demo/", { session });
  expect(await answer.text()).toBe("worked out");
});
