import { findPostgresPrograms, startTemporaryPostgres } from "./temporary-postgres.mjs";
import { findRedisProgram, startTemporaryRedis } from "./temporary-redis.mjs";

/**
 * The databases to test on besides the embedded one: those given by TEST_DATABASE_URL and TEST_REDIS_URL, else temporary
 * ones when their programs are installed, else none. Returns environment, descriptions and the way to stop what was started.
 */
export async function startTestDatabases() {
  const stops = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const postgres = await choosePostgres(stops);
    const redis = await chooseRedis(stops);
    return {
      env: {
        ...(postgres.url ? { TEST_DATABASE_URL: postgres.url } : {}),
        ...(redis.url ? { TEST_REDIS_URL: redis.url } : {}),
      },
      descriptions: ["embedded PostgreSQL (PGlite)", postgres.description, redis.description],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function choosePostgres(stops) {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, description: `PostgreSQL given by TEST_DATABASE_URL (${new URL(given).host})` };
  const programs = findPostgresPrograms();
  if (!programs) return { description: "no PostgreSQL (set TEST_DATABASE_URL or install its server)" };
  const { url, stop } = await startTemporaryPostgres(programs);
  stops.push(stop);
  return { url, description: `PostgreSQL, temporary (${programs})` };
}

async function chooseRedis(stops) {
  const given = process.env.TEST_REDIS_URL;
  if (given) return { url: given, description: `Redis given by TEST_REDIS_URL (${new URL(given).host})` };
  const program = findRedisProgram();
  if (!program) return { description: "no Redis (set TEST_REDIS_URL or install redis-server)" };
  const { url, stop } = await startTemporaryRedis(program);
  stops.push(stop);
  return { url, description: `Redis, temporary (${program})` };
}
