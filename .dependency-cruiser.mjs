// The rooms of the house, from the street to the cellar. An arrow points down, never up:
//   commands → front-door, compose → command-socket → admin → bff, forward-auth, authorization-server, sign-in → sessions → accounts → access → audit → catalog → processes → outbox → database → crypto, config
// `claims`, `http`, `errors`, `rate-limits` and `routes` lie at the bottom, beside `crypto` and `config`.

const layers = [
  {
    name: "claims, crypto, config, errors, http, rate limits, routes",
    path: "^server/(claims|crypto|config|errors|http|rate-limits|routes)/",
  },
  { name: "database", path: "^server/database/" },
  { name: "the outbox", path: "^server/outbox/" },
  { name: "the processes", path: "^server/processes/" },
  { name: "catalog", path: "^server/catalog/" },
  { name: "audit", path: "^server/audit/" },
  { name: "access", path: "^server/access/" },
  { name: "accounts", path: "^server/accounts/" },
  { name: "sessions", path: "^server/sessions/" },
  { name: "the services", path: "^server/(sign-in|bff|forward-auth|authorization-server)/" },
  { name: "the administration", path: "^server/admin/" },
  { name: "the command socket", path: "^server/command-socket/" },
  { name: "the front door", path: "^server/(front-door/|compose[^/]*\\.ts|main\\.ts)" },
  { name: "the commands", path: "^server/commands/" },
];

// LiveSession is the proof that somebody is signed in (a type): whoever acts for a person asks for it, lower rooms too.
const proof = "^server/sessions/live-session\\.ts$";

const tests = "\\.test\\.tsx?$";

/** Each layer may import what lies below it, and nothing above. */
const downwards = layers.slice(0, -1).map((layer, index) => ({
  name: `only-down-from-${layer.name.replaceAll(/[^a-z]+/g, "-")}`,
  comment: `${layer.name}: imports run one way, so that a lower room can be read, tested and replaced without the rooms above it.`,
  severity: "error",
  from: { path: layer.path, pathNot: tests },
  to: {
    path: layers
      .slice(index + 1)
      .map((above) => above.path)
      .join("|"),
    pathNot: proof,
  },
}));

// The rooms of the authorization server, from the bottom up. Its root files may use every room.
const protocol = "^server/authorization-server/";
const protocolRooms = [
  ["requests", "A request and its answer are data: what reads them knows no client, grant or token."],
  [
    "library",
    "oidc-provider's insides change with the library: what touches them must not depend on Portico's policies.",
  ],
  ["records", "Rows and ids are stored without knowing what clients, consent or tokens mean by them."],
  ["signing-keys", "Keys are made and published by time and algorithm; who signs with them is passed in."],
  ["clients", "Clients are known before anything is granted or issued to them."],
  ["grants", "A grant is remembered consent, also when the page that asked for it has changed."],
  ["status-lists", "Status lists say which tokens ended, by their records, without issuing any."],
  ["tokens", "Tokens are issued and judged by grants and records; pages and notifications come after them."],
  ["consent", "The consent page is one of several ways to a grant; tokens and grants work without it."],
  ["device", "The device page asks consent's question, so it alone may use that room (RFC 8628 §3.3)."],
  ["logout", "Logout follows what ended and stands in the way of nothing: no service calls it."],
  [
    "dry-run",
    "A dry run stands in for what the other rooms keep; nothing that serves real requests may use its stores.",
  ],
  ["connected-apps", "The list of connected apps reads grants and ends them; nothing depends on the list."],
];
/** Services beside each other don't meet: what two of them need lies in a room below, or is passed in by the root. */
const closed = { consent: ["tokens"], device: ["tokens"], logout: ["tokens", "consent", "device"] };
closed["connected-apps"] = [...closed.logout, "logout"];
const protocolOrder = protocolRooms.map(([room, comment], index) => {
  const above = protocolRooms.slice(index + 1).map(([name]) => name);
  const barred = [...above, ...(closed[room] ?? [])];
  return {
    name: `authorization-server-${room}`,
    comment: `${comment} Types count as well.`,
    severity: "error",
    from: { path: `${protocol}${room}/`, pathNot: tests },
    to: { path: `${protocol}((${barred.join("|")})/|[^/]+$)` },
  };
});

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...downwards,
    ...protocolOrder,
    {
      name: "library-insides-in-one-folder",
      comment: "An update of oidc-provider may change its private modules: one folder has to be looked at then.",
      severity: "error",
      from: { path: "^server/", pathNot: `^server/authorization-server/library/|${tests}` },
      to: { path: "node_modules/oidc-provider/lib/helpers/" },
    },
    {
      name: "claims-stand-below-settings",
      comment:
        "The settings, every service and the pages' types read the tables of scopes and claims: tables that read one of them would load in a circle.",
      severity: "error",
      from: { path: "^server/claims/", pathNot: tests },
      to: { pathNot: "^server/(claims/|http/clean-text\\.ts$)" },
    },
    {
      name: "routes-are-data",
      comment:
        "The table of routes describes paths and imports nothing, so that every room may read it and adding a page is adding a row.",
      severity: "error",
      from: { path: "^server/routes/", pathNot: tests },
      to: { pathNot: "^server/routes/" },
    },
    {
      name: "front-door-knows-no-rooms",
      comment:
        "What answers a request is handed to the front door as a Room (room.ts): it routes, limits and sets headers, and can be tested without the rooms behind it.",
      severity: "error",
      from: { path: "^server/front-door/", pathNot: tests },
      to: {
        path: "^server/(bff|forward-auth|authorization-server|sign-in|sessions|accounts|audit|database|compose\\.ts|portal\\.ts)",
      },
    },
    {
      name: "bff-gate-knows-no-calls",
      comment:
        "The gate decides by origin and headers whether anything under /bff/ may go on; it can be read and tested without what comes after it.",
      severity: "error",
      from: { path: "^server/bff/gate/", pathNot: tests },
      to: { path: "^server/bff/(calls|websockets|endpoints)/|^server/bff/create-bff" },
    },
    {
      name: "bff-calls-know-no-websockets",
      comment:
        "A handshake is admitted and limited as a call is, so WebSockets import calls; the hot path imports neither them nor the endpoints.",
      severity: "error",
      from: { path: "^server/bff/calls/", pathNot: tests },
      to: { path: "^server/bff/(websockets|endpoints)/|^server/bff/create-bff" },
    },
    {
      name: "bff-websockets-and-endpoints-are-apart",
      comment: "Both stand on calls and the gate, and are put together in create-bff.ts.",
      severity: "error",
      from: { path: "^server/bff/(websockets|endpoints)/", pathNot: tests },
      to: { path: "^server/bff/(websockets|endpoints)/", pathNot: "^server/bff/$1/" },
    },
    {
      name: "admin-calls-services-by-interface",
      comment:
        "Operations are thin: what they do stands in the rooms of the services, which compose hands in (admin-services.ts). So pages, API and commands share one behaviour.",
      severity: "error",
      from: { path: "^server/admin/", pathNot: tests },
      to: {
        path: "^server/(sign-in|bff|forward-auth|authorization-server|sessions|accounts)/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "admin-operations-know-no-http",
      comment:
        "The API reads requests and calls operations by the table; pages, commands and the socket call the same ones without a request.",
      severity: "error",
      from: { path: "^server/admin/(?!api/)", pathNot: tests },
      to: { path: "^server/admin/api/" },
    },
    {
      name: "portal-is-for-pages",
      comment:
        "portal.ts is what the pages may call; a service that imports it, even a type, would point up at the composition root.",
      severity: "error",
      from: { path: "^server/(?!portal\\.ts|compose\\.ts|main\\.ts|public-settings\\.ts)", pathNot: tests },
      to: { path: "^server/portal\\.ts$" },
    },
    {
      name: "settling-is-pure",
      comment:
        "Settling turns a configuration into settings or mistakes. Without files and environment, tests and the administration can settle any configuration.",
      severity: "error",
      from: {
        path: "^server/config/(settle[^/]*\\.ts|(clients|providers|apis|resources-and-scopes|roles|claims|forward-auth)/)",
        pathNot: tests,
      },
      to: {
        path: "^(node:)?(fs|fs/promises|child_process|os|process)$|^server/config/(environment|import-config|data-directory|generated-secrets|load-settings)\\.ts$|^demo/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "access-policy-is-pure",
      comment:
        "Who may sign in or use something is decided by functions of data: their truth tables are their tests, and “why?” explains exactly what refused.",
      severity: "error",
      from: { path: "^server/access/policy/", pathNot: tests },
      to: { pathNot: "^server/(access/policy|claims|config/access|errors)/" },
    },
    {
      name: "one-catalog",
      comment:
        "A portal has one catalog, made by compose from the settings and later from stores. Rooms get it and ask it; its parts stay inside.",
      severity: "error",
      from: { path: "^(server|app|components)/", pathNot: `^server/catalog/|^server/compose(-admin)?\\.ts$|${tests}` },
      to: {
        path: "^server/catalog/",
        pathNot:
          "^server/catalog/(derived-from|scope-entry|managed/(entry-kinds|set-up/set-up-document|inspect-entries))\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "siblings-meet-in-sessions",
      comment:
        "Services don't know each other: what two of them need lies in sessions, or is passed in by compose. Types are free: they are erased.",
      severity: "error",
      from: { path: "^server/(sign-in|bff|forward-auth|authorization-server)/", pathNot: tests },
      to: {
        path: "^server/(sign-in|bff|forward-auth|authorization-server)/",
        pathNot: "^server/$1/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "pages-import-the-portal-only",
      comment:
        "Next bundles what pages import: a second copy of every module, with its own caches and error classes, and secrets one step nearer to the browser. Pages call portal(); the Auth.js route alone imports next-auth itself.",
      severity: "error",
      from: { path: "^(app|components)/", pathNot: tests },
      to: {
        path: "^server/",
        pathNot: "^server/portal\\.ts$|^server/sign-in/auth-js/auth-js-engine\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "components-have-no-server",
      comment: "A component is props in, HTML out: it can be shown, tested and reused without a server.",
      severity: "error",
      from: { path: "^components/", pathNot: tests },
      to: { path: "^(server|demo|app)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "browser-package-stands-alone",
      comment:
        "portico/client is shipped to other people's frontends: no server code, no packages but React in react.tsx.",
      severity: "error",
      from: { path: "^client/", pathNot: tests },
      to: { pathNot: "^client/|/react/|^react$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "only-stores-touch-the-database",
      comment:
        "Queries live in *-store.ts and in the authorization server's adapter, so that they can be counted, tuned and tested on both databases; Prisma's types stay there.",
      severity: "error",
      from: {
        path: "^server/",
        // `check` looks at a database that no portal may have opened yet.
        pathNot: `^server/database/|-store\\.ts$|adapter\\.ts$|^server/compose\\.ts$|^server/commands/check/check-(database|entries)\\.ts$|${tests}`,
      },
      // How a process is named asks nothing of the database.
      to: {
        path: "^server/database/",
        pathNot: "^server/database/events/process-presence\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "prisma-stays-in-database",
      comment:
        "The generated client and the drivers are opened in one place: one pool, one time zone, one set of types.",
      severity: "error",
      from: { path: "^(server|app|components|demo|client)/", pathNot: `^server/database/|${tests}` },
      to: {
        path: "^server/database/generated/|node_modules/(@prisma|prisma|pg|@electric-sql|pglite-prisma-adapter)/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "oidc-provider-in-one-room",
      comment: "The library's defaults leave gaps (docs/decisions); only the room that closes them may hold it.",
      severity: "error",
      from: { path: "^(server|app|components|demo|client)/", pathNot: `^server/authorization-server/|${tests}` },
      to: { path: "node_modules/oidc-provider/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "dialects-are-asked-by-kind",
      comment:
        "Code that imports one provider's dialect would work for that kind only: it asks dialect-of.ts for the provider's own.",
      severity: "error",
      from: { path: "^server/", pathNot: `^server/sign-in/providers/dialects/|${tests}` },
      to: {
        path: "^server/sign-in/providers/dialects/",
        pathNot: "^server/sign-in/providers/dialects/(dialect|dialect-of)\\.ts$",
      },
    },
    {
      name: "next-auth-in-one-room",
      comment:
        "Auth.js is wrapped: only sign-in/auth-js/ knows its cookies, requests and redirects. Its one route in app/ must import it from Next's side.",
      severity: "error",
      from: {
        path: "^(server|app|components|demo|client)/",
        pathNot: `^server/sign-in/auth-js/|^app/api/auth/|${tests}`,
      },
      to: { path: "node_modules/(next-auth|@auth)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "auth-js-behind-one-door",
      comment:
        "Sign-in begins and redeems through the interface of auth-js.ts; providers/ takes the built-in definitions, and the route of Next lends the engine.",
      severity: "error",
      from: { path: "^(server|app)/", pathNot: `^server/sign-in/auth-js/|${tests}` },
      to: {
        path: "^server/sign-in/auth-js/",
        pathNot: "^server/sign-in/auth-js/(auth-js|create-auth-js|built-in-provider|auth-js-engine)\\.ts$",
      },
    },
    {
      name: "only-next-lends-auth-js",
      comment: "The engine is lent by the bundle that has next-auth and asked for by auth-js/ alone.",
      severity: "error",
      from: { path: "^(server|app)/", pathNot: `^server/sign-in/auth-js/|^app/api/auth/|${tests}` },
      to: { path: "^server/sign-in/auth-js/auth-js-engine\\.ts$" },
    },
    {
      name: "product-knows-no-demo",
      comment:
        "The demo world is told by the settings where it is (config/demo-urls.ts); the portal runs without its code. main.ts alone starts it.",
      severity: "error",
      from: { path: "^(server|components|client)/", pathNot: `^server/main\\.ts$|${tests}` },
      to: { path: "^demo/" },
    },
    {
      name: "demo-is-another-company",
      comment:
        "The demo providers, API and app stand for other people's servers: they speak to the portal over the wire and share no code with it but the settings that say where the demo is.",
      severity: "error",
      from: { path: "^demo/", pathNot: tests },
      to: {
        path: "^(server|app|components)/",
        pathNot: "^server/config/(demo-urls|load-settings)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "product-knows-no-tests",
      comment: "Test support must not slip into what runs in production.",
      severity: "error",
      from: { path: "^(server|app|components|client|demo)/", pathNot: tests },
      to: { path: `^(tests|bench|scripts)/|${tests}` },
    },
    {
      name: "no-circles",
      comment:
        "Two files that need each other are one idea in two places, and load in an order nobody chose. Type imports are erased.",
      severity: "error",
      from: { path: "^(server|app|components|client|demo|tests)/", pathNot: "/generated/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-circles-of-types-in-server",
      comment:
        "A type that two files need from each other belongs into a third, lower one; otherwise neither can be read or moved alone.",
      severity: "error",
      from: { path: "^server/", pathNot: `/generated/|${tests}` },
      to: { circular: true },
    },
    {
      name: "events-and-embedded-know-no-stores",
      comment:
        "How processes learn of changes, and how PostgreSQL runs inside this one, must not depend on what opens the database: either can be replaced alone.",
      severity: "error",
      from: { path: "^server/database/(events|embedded)/", pathNot: tests },
      to: { path: "^server/database/(database\\.ts|postgres-database\\.ts|generated/)" },
    },
    {
      name: "sign-in-rooms",
      comment:
        "The rooms of sign-in serve its root, which ties them together: dialects, Auth.js, tokens and logout never call what starts or finishes a sign-in.",
      severity: "error",
      from: { path: "^server/sign-in/(providers|auth-js|upstream-tokens|logout)/", pathNot: tests },
      to: { path: "^server/sign-in/(create-|complete-|finish-|start-|handle-|connect-|establish-)" },
    },
    {
      name: "everything-resolves",
      comment: "An import that leads nowhere fails at start, perhaps only on the path that nobody tried.",
      severity: "error",
      from: { pathNot: "/generated/" },
      to: { couldNotResolve: true },
    },
    {
      name: "no-development-packages-in-production",
      comment: "What the portal needs at run time is in dependencies, where licences and advisories are watched.",
      severity: "error",
      from: { path: "^(server|app|components|client)/", pathNot: tests },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|/generated/" },
    exclude: { path: "(^|/)\\.next/|^node_modules/\\.cache/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
      mainFields: ["module", "main", "types"],
    },
  },
};
