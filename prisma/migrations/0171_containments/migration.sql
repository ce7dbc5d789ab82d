-- What an administrator ended at an incident: the choice, how far the run is, and its report.
CREATE TABLE "containments" (
    "id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "reason" TEXT NOT NULL,
    "choice" JSONB NOT NULL,
    "acts" JSONB NOT NULL,
    "ended" JSONB NOT NULL DEFAULT '{}',
    "started_by" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "look_again_at" TIMESTAMPTZ(3),
    "lease_id" UUID,
    "lease_expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "containments_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "containments_state" CHECK ("state" IN ('running', 'settling', 'done'))
);

-- One at a time: two would count each other's endings.
CREATE UNIQUE INDEX "containments_one_runs" ON "containments"((true)) WHERE "state" = 'running';
CREATE INDEX "containments_started_at_idx" ON "containments"("started_at");

-- Who may not give whom access again. Without a person: nobody to this app; without an app: this person to no app.
CREATE TABLE "consent_blocks" (
    "id" UUID NOT NULL,
    "user_id" UUID,
    "client_id" TEXT,
    "containment_id" UUID,
    "reason" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_by" TEXT,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "consent_blocks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "consent_blocks_whom" CHECK ("user_id" IS NOT NULL OR "client_id" IS NOT NULL),
    CONSTRAINT "consent_blocks_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "consent_blocks_user_id_idx" ON "consent_blocks"("user_id");
CREATE INDEX "consent_blocks_client_id_idx" ON "consent_blocks"("client_id");
