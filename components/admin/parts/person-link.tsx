/** A person in a row about something else. */
export function PersonLink({ id, name, address }: { id: string; name: string; address: string | null }) {
  return (
    <>
      <a href={`/admin/people/${id}`} className="font-medium underline-offset-4 hover:underline">
        <bdi>{name}</bdi>
      </a>
      {address && <p className="text-muted text-sm">{address}</p>}
    </>
  );
}
