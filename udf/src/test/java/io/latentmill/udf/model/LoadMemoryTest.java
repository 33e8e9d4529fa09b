package io.latentmill.udf.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.TensorSource;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Weights stream: a U-Net's loading takes hardly more memory than the U-Net. */
@EnabledOnOs(OS.LINUX)
class LoadMemoryTest {
  /** The shape of Stable Diffusion 1.5 at half its width. */
  private static final String CONFIG =
      """
      {"block_out_channels": [160, 320, 640, 640], "layers_per_block": 2, "attention_head_dim": 8,
       "cross_attention_dim": 768, "in_channels": 4, "out_channels": 4, "norm_num_groups": 32,
       "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D",
                            "CrossAttnDownBlock2D", "DownBlock2D"],
       "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D",
                          "CrossAttnUpBlock2D"]}
      """;

  @TempDir private Path folder;

  @Test
  void memoryGrowsByTheWeightsAndLittleMore() throws Exception {
    UnetConfig config = UnetConfig.of("unet", new ObjectMapper().readTree(CONFIG));
    Path file = folder.resolve("unet.safetensors");
    long parameters = write(file, UnetLayout.unet(config));
    warmUp();
    long before = residentKib("VmRSS");
    resetPeak();
    try (TensorSource weights = open(file);
        Unet unet = Unet.load(config, weights, Placement.customary(Device.cpu()))) {
      long grown = (residentKib("VmHWM") - before) << 10;
      assertThat(unet.config()).isEqualTo(config);
      // What tests before this one have freed may serve again, and does not count then.
      assertThat((double) grown / (Float.BYTES * parameters)).isBetween(0.5, 1.2);
    }
  }

  /** The engine's own libraries and the script's compilation are not the weights'. */
  private void warmUp() throws Exception {
    ObjectNode small = (ObjectNode) new ObjectMapper().readTree(CONFIG);
    small.set("block_out_channels", new ObjectMapper().readTree("[32, 32, 32, 32]"));
    UnetConfig config = UnetConfig.of("unet", small);
    Path file = folder.resolve("small.safetensors");
    write(file, UnetLayout.unet(config));
    try (TensorSource weights = open(file)) {
      Unet.load(config, weights, Placement.customary(Device.cpu())).close();
    }
  }

  private static TensorSource open(Path file) {
    return SafetensorsFile.open(
        new org.apache.hadoop.fs.Path(file.toUri()), new Configuration(false));
  }

  /** A float16 file of zeros with the tensors of a layout; returns the number of its values. */
  private static long write(Path file, TensorLayout layout) throws Exception {
    ObjectNode header = new ObjectMapper().createObjectNode();
    long bytes = 0;
    for (String name : layout.names()) {
      long[] shape = layout.shape(name);
      long size = Short.BYTES * Arrays.stream(shape).reduce(1, (a, b) -> a * b);
      ObjectNode tensor = header.putObject(name);
      tensor.put("dtype", "F16");
      Arrays.stream(shape).forEach(tensor.withArray("shape")::add);
      tensor.putArray("data_offsets").add(bytes).add(bytes + size);
      bytes += size;
    }
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      out.write(length.putLong(text.length).array());
      out.write(text);
      out.setLength(Long.BYTES + text.length + bytes);
    }
    return bytes / Short.BYTES;
  }

  private static void resetPeak() throws Exception {
    Files.writeString(Path.of("/proc/self/clear_refs"), "5");
  }

  private static long residentKib(String key) throws Exception {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/status"));
    String line = lines.stream().filter(it -> it.startsWith(key)).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
