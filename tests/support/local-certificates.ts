import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  certificate: string;
  key: string;
  certificateFile: string;
  keyFile: string;
}

/** A certificate authority of the tests' own, by the openssl of this computer. */
export interface CertificateAuthority extends Certificate {
  directory: string;
  /** `subject` as openssl writes it: `/C=DE/O=Example/CN=app`. */
  issue(name: string, subject: string, subjectAltName?: string): Certificate;
  selfSigned(name: string, subject: string): Certificate;
  remove(): void;
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

export function createCertificateAuthority(): CertificateAuthority {
  const directory = mkdtempSync(join(tmpdir(), "portico-certificates-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  const read = (name: string): Certificate => {
    const [certificateFile, keyFile] = [join(directory, `${name}.pem`), join(directory, `${name}.key`)];
    return {
      certificateFile,
      keyFile,
      certificate: readFileSync(certificateFile, "utf8"),
      key: readFileSync(keyFile, "utf8"),
    };
  };
  const selfSigned = (name: string, subject: string) => {
    openssl("req", "-x509", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.pem`, "-subj", subject, "-days", "2");
    return read(name);
  };
  return {
    directory,
    ...selfSigned("ca", "/CN=Test CA"),
    selfSigned,
    issue(name, subject, subjectAltName) {
      openssl("req", "-new", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject);
      writeFileSync(join(directory, `${name}.ext`), subjectAltName ? `subjectAltName=${subjectAltName}\n` : "\n");
      const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", `${name}.ext`];
      openssl("x509", "-req", "-in", `${name}.csr`, ...by, "-out", `${name}.pem`);
      return read(name);
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
