import type { SearchParams } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { EntryListPage } from "../_entry-list.tsx";
import { providerConsole } from "./_provider-console.ts";

export const generateMetadata = titled(providerConsole.title);

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return EntryListPage({ console: providerConsole, searchParams });
}
