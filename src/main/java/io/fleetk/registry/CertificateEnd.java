package io.fleetk.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When the certificates in a text end: public, whatever else the text holds. */
final class CertificateEnd {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");
  private static final Pattern KUBECONFIG =
      Pattern.compile("client-certificate-data:\\s*\"?([A-Za-z0-9+/=]+)");

  private CertificateEnd() {}

  /**
   * When the first of a text's certificates ends, those that a kubeconfig shows included; empty
   * when there is none.
   */
  static Optional<Instant> in(byte[] text) {
    String all = new String(text, ISO_8859_1);
    List<Instant> ends = new ArrayList<>(endsOf(all));
    Matcher embedded = KUBECONFIG.matcher(all);
    while (embedded.find()) {
      try {
        ends.addAll(endsOf(new String(Base64.getDecoder().decode(embedded.group(1)), ISO_8859_1)));
      } catch (IllegalArgumentException e) {
        // No base64, so no certificate.
      }
    }
    return ends.stream().min(Comparator.naturalOrder());
  }

  private static List<Instant> endsOf(String text) {
    List<Instant> ends = new ArrayList<>();
    Matcher pem = PEM.matcher(text);
    while (pem.find()) {
      try {
        X509Certificate certificate =
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                        new ByteArrayInputStream(pem.group().getBytes(ISO_8859_1)));
        ends.add(certificate.getNotAfter().toInstant());
      } catch (GeneralSecurityException e) {
        // It is for whoever uses it to complain.
      }
    }
    return ends;
  }
}
