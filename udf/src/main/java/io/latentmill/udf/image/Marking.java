package io.latentmill.udf.image;

import io.latentmill.udf.request.LatentmillException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** How a file says that its image is synthetic. */
public enum Marking {
  /** Not at all. */
  NONE,
  /** By IPTC's property DigitalSourceType, in XMP: created by a trained algorithm. */
  IPTC;

  private static final String XMP =
      """
      <?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/">
       <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about=""
          xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
          Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>
       </rdf:RDF>
      </x:xmpmeta>
      <?xpacket end="r"?>""";

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The inverse of {@link #label()}.
   *
   * @throws LatentmillException (user) if there is none of that name
   */
  public static Marking ofLabel(String label) {
    return switch (label) {
      case "none" -> NONE;
      case "iptc" -> IPTC;
      default ->
          throw LatentmillException.user("unknown marking \"%s\"; known are none, iptc", label);
    };
  }

  /** The XMP packet to put into a file. */
  Optional<byte[]> xmp() {
    return this == IPTC ? Optional.of(XMP.getBytes(StandardCharsets.UTF_8)) : Optional.empty();
  }
}
