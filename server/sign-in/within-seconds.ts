/** `false` when the work takes longer or fails; a result that comes later is dropped. */
export async function withinSeconds(seconds: number, work: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), seconds * 1000);
  });
  return Promise.race([work.catch(() => false), late]).finally(() => clearTimeout(timer));
}
