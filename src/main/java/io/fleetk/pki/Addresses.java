package io.fleetk.pki;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.util.IPAddress;

/** Internet addresses as texts. */
final class Addresses {
  private Addresses() {}

  /** Whether a text is an address, and not a name. */
  static boolean isAddress(String text) {
    return IPAddress.isValid(text);
  }

  /** An address in its usual form: Java writes {@code ::1} with all its zeros. */
  static String shown(String text) {
    if (!text.contains(":")) {
      return text;
    }
    String[] words = text.split(":", -1);
    if (words.length != 8 || Arrays.stream(words).anyMatch(String::isEmpty)) {
      return text;
    }
    int start = -1;
    int length = 1;
    for (int at = 0; at < words.length; at++) {
      int end = at;
      while (end < words.length && Integer.parseInt(words[end], 16) == 0) {
        end++;
      }
      if (end - at > length) {
        start = at;
        length = end - at;
      }
    }
    if (start < 0) {
      return text;
    }
    List<String> all = List.of(words);
    return String.join(":", all.subList(0, start))
        + "::"
        + String.join(":", all.subList(start + length, words.length));
  }

  /**
   * The first address in a network, which Kubernetes gives to its own API.
   *
   * @param network such as {@code 10.96.0.0/16}
   * @throws PkiException when that is no network
   */
  static String firstOf(String network) {
    int slash = network.indexOf('/');
    if (slash < 0
        || !isAddress(network.substring(0, slash))
        || !IPAddress.isValidWithNetMask(network)) {
      throw new PkiException("'%s' is no network such as 10.96.0.0/16".formatted(network));
    }
    byte[] bytes = InetAddress.ofLiteral(network.substring(0, slash)).getAddress();
    int prefix = Integer.parseInt(network.substring(slash + 1));
    for (int bit = prefix; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    bytes[bytes.length - 1] |= 1;
    try {
      return shown(InetAddress.getByAddress(bytes).getHostAddress());
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /** A host as it stands in a URL. */
  static String inUrl(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
