import { redirect } from "next/navigation";
import { KeyTable } from "#components/admin/keys/key-table.tsx";
import { RetireKeyQuestion } from "#components/admin/keys/retire-key-question.tsx";
import { RotateKeys } from "#components/admin/keys/rotate-keys.tsx";
import { CodeValue } from "#components/admin/parts/code-value.tsx";
import { DoneNotice } from "#components/admin/parts/done-notice.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../../_receipt.ts";
import { currentFrame, nowSeconds, type SearchParams, single } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { readForPage, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";

export const generateMetadata = titled("admin.keys");

const path = "/admin/keys";

export default async function KeysPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await searchParams;
  const kid = single(query["retire"]);
  const here = kid === undefined ? path : `${path}?${new URLSearchParams({ retire: kid })}`;
  const administrator = await requireAdministrator(here);
  const { session, actor } = administrator;
  const { items } = await readForPage(administrator, "signing-keys.list", {});
  const frame = await currentFrame();
  const { t } = frame;
  const mayChange = actor.permissions.has("signing-keys.write");
  const asked = kid === undefined ? undefined : items.find((key) => key.kid === kid);
  if (kid !== undefined && !(asked && mayChange)) redirect(path);
  const receipt = query["done"] === undefined ? undefined : await readReceipt("keys-changed");
  return (
    <ConsolePage administrator={administrator} frame={frame} part="keys" path={here}>
      {asked ? (
        <RetireKeyQuestion
          frame={frame}
          signingKey={asked}
          formToken={portal().formTokens.issue(session, `admin/keys/${asked.kid}/retire`)}
        />
      ) : (
        <>
          {receipt && (
            <DoneNotice t={t}>
              {t.rich(receipt.act === "rotated" ? "admin.keys.rotated" : "admin.keys.retired", {
                count: receipt.made?.length ?? 0,
                kid: <CodeValue key="kid">{receipt.kid ?? ""}</CodeValue>,
              })}
            </DoneNotice>
          )}
          <PageHeading title={t.text("admin.keys")} text={t.text("admin.keys.text")} />
          <KeyTable t={t} keys={items} nowSeconds={nowSeconds()} mayChange={mayChange} />
          {mayChange && <RotateKeys t={t} formToken={portal().formTokens.issue(session, "admin/keys/rotate")} />}
        </>
      )}
    </ConsolePage>
  );
}
