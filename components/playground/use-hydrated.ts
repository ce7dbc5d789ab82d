"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** False in the page as the server sent it, and true as soon as the script answers what is pressed. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
