-- Where people go after signing in, when the address is too long to be carried along by the browser.

CREATE TABLE "kept_return_paths" (
    "id_hash" BYTEA NOT NULL,
    "caller" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "kept_return_paths_pkey" PRIMARY KEY ("id_hash")
);
CREATE INDEX "kept_return_paths_caller_idx" ON "kept_return_paths"("caller");
CREATE INDEX "kept_return_paths_expires_at_idx" ON "kept_return_paths"("expires_at");
