-- What the console keeps for one administrator for some minutes: a form that had mistakes, a secret that was just made.

CREATE TABLE "console_notes" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "console_notes_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "console_notes_user_id_idx" ON "console_notes"("user_id");
CREATE INDEX "console_notes_expires_at_idx" ON "console_notes"("expires_at");
ALTER TABLE "console_notes" ADD CONSTRAINT "console_notes_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
