import type { SearchParams } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { EntryViewPage } from "../../_entry-view.tsx";
import { apiConsole } from "../_api-console.ts";

export const generateMetadata = titled(apiConsole.title);

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return EntryViewPage({ console: apiConsole, searchParams });
}
