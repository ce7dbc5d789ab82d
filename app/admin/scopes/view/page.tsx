import type { SearchParams } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { EntryViewPage } from "../../_entry-view.tsx";
import { scopeConsole } from "../_scope-console.ts";

export const generateMetadata = titled(scopeConsole.title);

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return EntryViewPage({ console: scopeConsole, searchParams });
}
