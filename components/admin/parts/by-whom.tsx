import { TextLink } from "../../parts/text-link.tsx";
import { CodeValue } from "./code-value.tsx";

/** Who did something, as operations name them: `operator`, `user:<id>`, `client:<id>`. A person leads to their page. */
export function ByWhom({ who }: { who: string }) {
  const [, userId] = /^user:([\da-f-]{36})$/.exec(who) ?? [];
  if (userId === undefined) return <CodeValue>{who}</CodeValue>;
  return (
    <TextLink href={`/admin/people/${userId}`} className="font-normal">
      user:{userId.slice(0, 8)}…
    </TextLink>
  );
}
