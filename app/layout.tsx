import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { accentPalette } from "#components/frame/accent-palette.ts";
import { portal } from "#server/portal.ts";
import { currentFrame } from "./_request.ts";
import "./globals.css";

/** Every page depends on the session: nothing is rendered ahead of time. */
export const dynamic = "force-dynamic";

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export async function generateMetadata(): Promise<Metadata> {
  return {
    title: portal().settings.branding.name,
    robots: { index: false, follow: false },
    icons: { icon: "/favicon.svg" },
    formatDetection: { telephone: false, email: false, address: false },
  };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const { t, branding, theme } = await currentFrame();
  const nonce = /'nonce-([^']+)'/.exec((await headers()).get("content-security-policy") ?? "")?.[1];
  const { light, dark } = accentPalette(branding.accent ?? "#0f6b63");
  return (
    <html
      lang={t.language}
      dir={t.direction}
      data-theme={theme === "system" ? undefined : theme}
      data-reference={portal().requestId()}
    >
      <head>
        {/* Browsers hide the nonce from scripts, so React would find it changed. */}
        <style nonce={nonce} suppressHydrationWarning>
          {`:root{--accent-light:${light.accent};--on-accent-light:${light.onAccent};--accent-dark:${dark.accent};--on-accent-dark:${dark.onAccent}}`}
        </style>
      </head>
      <body>{children}</body>
    </html>
  );
}
