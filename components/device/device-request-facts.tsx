import type { DeviceView } from "#server/authorization-server/device/device-service.ts";
import type { Translator } from "../messages/create-translator.ts";
import { describeDevice } from "../parts/describe-device.ts";
import { Facts } from "../parts/facts.tsx";
import { RelativeTime } from "../parts/relative-time.tsx";

/** Time, place and device of the request, by which a person recognises their own. */
export function DeviceRequestFacts({ t, view, nowSeconds }: { t: Translator; view: DeviceView; nowSeconds: number }) {
  const software = describeDevice(view.userAgent);
  return (
    <Facts
      stacked
      items={[
        {
          name: t.text("device.asked"),
          value: <RelativeTime t={t} atSeconds={view.requestedAtSeconds} nowSeconds={nowSeconds} />,
        },
        { name: t.text("device.from"), value: <Place t={t} view={view} /> },
        ...(software ? [{ name: t.text("device.software"), value: `${software.browser}, ${software.system}` }] : []),
        {
          name: t.text("device.expires"),
          value: <RelativeTime t={t} atSeconds={view.expiresAtSeconds} nowSeconds={nowSeconds} />,
        },
      ]}
    />
  );
}

function Place({ t, view: { clientAddress, fromYourNetwork } }: { t: Translator; view: DeviceView }) {
  if (clientAddress === undefined) return t.text("device.from_unknown");
  return (
    <>
      {t.text(fromYourNetwork ? "device.from_yours" : "device.from_other")}{" "}
      <bdi className="text-muted [overflow-wrap:anywhere]">({clientAddress})</bdi>
    </>
  );
}
