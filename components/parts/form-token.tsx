/** Ties a form to the session and to what it acts on; see server/http/signed/form-token.ts. */
export function FormToken({ value }: { value: string }) {
  return <input type="hidden" name="form_token" value={value} />;
}
