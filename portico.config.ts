import { defineConfig } from "portico/config";

// What Portico serves: providers, APIs behind /bff/api/, connected apps, branding. Your editor completes every setting;
// docs/configuration.md lists them. Where Portico runs (address, secrets, database) comes from the environment.
// Without a provider here or in the environment it starts in demo mode.
export default defineConfig({
  branding: { name: "Portico" },
});
