package io.latentmill.udf.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value that no network can have is named by file and key, before anything is loaded. */
class ConfigFaultsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "layers_per_block | 2147483647 | layers_per_block is 2147483647, not in 1..1000",
        "layers_per_block | 0 | layers_per_block is 0, not in 1..1000",
        "block_out_channels | [16] | down_block_types is "
            + "[\"CrossAttnDownBlock2D\",\"CrossAttnDownBlock2D\",\"CrossAttnDownBlock2D\","
            + "\"DownBlock2D\"], not a list of 1 strings",
        "block_out_channels | [16,-1,0,0] | block_out_channels is [16,-1,0,0], not in 1..1048576",
        "down_block_types | [\"A\",\"A\",\"A\",\"A\"] | down_block_types [\"A\",\"A\",\"A\",\"A\"] is"
            + " not supported; supported is CrossAttnDownBlock2D and DownBlock2D",
        "attention_head_dim | 0 | attention_head_dim is 0, not in 1..1048576",
        "attention_head_dim | 3 | attention_head_dim 3 does not divide block_out_channels 16",
        "norm_num_groups | -1 | norm_num_groups is -1, not in 1..1048576",
        "norm_num_groups | 7 | norm_num_groups 7 does not divide block_out_channels 16",
        "norm_eps | -1 | norm_eps is -1, not a number above 0",
        "sample_size | 0 | sample_size is 0, not in 1..1048576",
      })
  void unet(String key, String value, String message) throws IOException {
    ObjectNode config = config("unet", key, value);
    assertThatThrownBy(() -> UnetConfig.of("unet", config))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("unet/config.json: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "layers_per_block | 2147483647 | layers_per_block is 2147483647, not in 1..1000",
        "norm_num_groups | 7 | norm_num_groups 7 does not divide block_out_channels 16",
        "scaling_factor | 0 | scaling_factor is 0, not a number above 0",
        "sample_size | -512 | sample_size is -512, not in 1..1048576",
      })
  void vae(String key, String value, String message) throws IOException {
    ObjectNode config = config("vae", key, value);
    assertThatThrownBy(() -> VaeConfig.of("vae", config))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("vae/config.json: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_hidden_layers | 100000 | num_hidden_layers is 100000, not in 1..1000",
        "num_attention_heads | 0 | num_attention_heads is 0, not in 1..1048576",
        "num_attention_heads | 7 | num_attention_heads 7 does not divide hidden_size 32",
        "layer_norm_eps | -1 | layer_norm_eps is -1, not a number above 0",
      })
  void textEncoder(String key, String value, String message) throws IOException {
    ObjectNode config = config("text_encoder", key, value);
    assertThatThrownBy(() -> ClipTextConfig.of("text_encoder", config))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("text_encoder/config.json: " + message);
  }

  private static ObjectNode config(String component, String key, String value) throws IOException {
    ObjectNode config =
        (ObjectNode)
            MAPPER.readTree(
                GoldenTensors.folder()
                    .resolve("checkpoints/tiny-sd1/" + component + "/config.json")
                    .toFile());
    return config.set(key, MAPPER.readTree(value));
  }
}
