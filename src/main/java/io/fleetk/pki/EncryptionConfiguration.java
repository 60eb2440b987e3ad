package io.fleetk.pki;

/** The API server's {@code --encryption-provider-config}. */
final class EncryptionConfiguration {
  private EncryptionConfiguration() {}

  /**
   * Secrets are encrypted by XSalsa20 and Poly1305, as Kubernetes recommends where no key service
   * is at hand; what was stored before is still read.
   *
   * @param key 32 bytes, base64
   */
  static String text(String key) {
    return """
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
          - resources:
              - secrets
            providers:
              - secretbox:
                  keys:
                    - name: key1
                      secret: %s
              - identity: {}
        """
        .formatted(key);
  }
}
