export const dynamic = "force-dynamic";

/** Attaches a token and passes the API's answer on. No session: what it would cost comes on top. */
export async function GET(request, { params }) {
  const { path } = await params;
  const response = await fetch(`${process.env.BENCH_API_URL}/${path.join("/")}`, {
    headers: { accept: request.headers.get("accept") ?? "*/*", authorization: "Bearer bench" },
    cache: "no-store",
  });
  return new Response(response.body, {
    status: response.status,
    headers: { "content-type": response.headers.get("content-type") ?? "application/octet-stream" },
  });
}
