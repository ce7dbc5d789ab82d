import type { Frame } from "../frame/frame.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";

/** Enter the code that the device shows. A GET: it changes nothing and leads to the same page as the device's link. */
export function DeviceCodeForm({ frame: { t }, wrong }: { frame: Frame; wrong: string | undefined }) {
  const notes = wrong === undefined ? "code-hint" : "code-wrong code-hint";
  return (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">{t.text("device.heading")}</h1>
      <p className="mt-2 text-muted">{t.text("device.text")}</p>
      <form method="get" action="/device" className="mt-6">
        <label htmlFor="user_code" className="block font-medium">
          {t.text("device.code")}
        </label>
        <input
          id="user_code"
          name="user_code"
          required
          maxLength={64}
          defaultValue={wrong}
          placeholder="XXXX-XXXX"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          aria-invalid={wrong === undefined ? undefined : true}
          aria-describedby={notes}
          className="mt-2 min-h-14 w-full rounded-xl border border-line-strong bg-surface px-4 text-center font-mono text-2xl uppercase tracking-widest"
        />
        {wrong !== undefined && (
          <p id="code-wrong" role="alert" className="mt-2 flex gap-2 text-danger">
            <Icon name="warning" className="mt-0.5 size-5" />
            <span>{t.text("device.wrong")}</span>
          </p>
        )}
        <p id="code-hint" className="mt-2 text-muted text-sm">
          {t.text("device.code_hint")}
        </p>
        <Button className="mt-6 w-full">{t.text("device.continue")}</Button>
      </form>
    </>
  );
}
