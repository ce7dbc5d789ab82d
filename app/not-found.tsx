import { ErrorCard } from "#components/error/error-card.tsx";
import { FocusShell } from "#components/frame/focus-shell.tsx";
import { portal } from "#server/portal.ts";
import { currentFrame } from "./_request.ts";
import { titled } from "./_title.ts";

export const generateMetadata = titled("not_found.title");

export default async function NotFoundPage() {
  const frame = await currentFrame();
  return (
    <FocusShell frame={frame} path="/">
      <ErrorCard
        frame={frame}
        code="route_not_found"
        reference={portal().requestId()}
        names={{ provider: undefined, cookie: undefined, host: new URL(portal().settings.publicUrl).host }}
        returnPath={undefined}
      />
    </FocusShell>
  );
}
