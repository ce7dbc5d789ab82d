import type { SearchParams } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { EntryNewPage } from "../../_entry-new.tsx";
import { apiConsole } from "../_api-console.ts";

export const generateMetadata = titled(apiConsole.newTitle);

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return EntryNewPage({ console: apiConsole, searchParams });
}
