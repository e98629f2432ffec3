/** The header of a client as the token guard reads it: MLflow's clients may also send the token as the password of Basic authentication (MLFLOW_TRACKING_PASSWORD). */
export function bearerOf(authorization: string | undefined): string | undefined {
  const basic = /^Basic +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return authorization;
  const pair = Buffer.from(basic, 'base64').toString();
  return `Bearer ${pair.slice(pair.indexOf(':') + 1)}`;
}
