package io.latentmill.udf.pipeline;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** What the process holds in memory beside the Java heap: native tensors above all. */
final class ResidentMemory {
  private static final Pattern HEAP = Pattern.compile("\\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");
  private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ .*");
  private static final Pattern RESIDENT = Pattern.compile("Rss: +(\\d+) kB");

  private ResidentMemory() {}

  /** Bytes, after a collection of the buffers that Java has dropped. */
  static long bytes() {
    System.gc();
    try {
      Matcher heap = HEAP.matcher(heapInfo());
      if (!heap.find()) {
        throw new IllegalStateException(heapInfo());
      }
      return outside(Long.parseLong(heap.group(1), 16), Long.parseLong(heap.group(2), 16));
    } catch (IOException | JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String heapInfo() throws JMException {
    return (String)
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcHeapInfo",
                new Object[0],
                new String[0]);
  }

  private static long outside(long heapStart, long heapEnd) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    long total = 0;
    boolean counts = false;
    for (String line : lines) {
      Matcher mapping = MAPPING.matcher(line);
      Matcher resident = RESIDENT.matcher(line);
      if (mapping.matches()) {
        long start = Long.parseUnsignedLong(mapping.group(1), 16);
        counts = start < heapStart || start >= heapEnd;
      } else if (resident.matches() && counts) {
        total += Long.parseLong(resident.group(1)) * 1024;
      }
    }
    return total;
  }
}
