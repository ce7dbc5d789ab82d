import type { SearchParams } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { EntryNewPage } from "../../_entry-new.tsx";
import { scopeConsole } from "../_scope-console.ts";

export const generateMetadata = titled(scopeConsole.newTitle);

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return EntryNewPage({ console: scopeConsole, searchParams });
}
