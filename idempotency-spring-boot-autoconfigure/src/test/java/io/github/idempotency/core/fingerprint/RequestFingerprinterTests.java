package io.github.idempotency.core.fingerprint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestFingerprinterTests {

    private static final FingerprintVersion RAW = FingerprintVersion.RAW_V1;
    private static final FingerprintVersion CANONICAL = FingerprintVersion.CANONICAL_JSON_V1;
    private static final FingerprintVersion NONE = FingerprintVersion.NONE_V1;

    private final RequestFingerprinter fingerprinter = new RequestFingerprinter();

    /** The expected values were computed by another program from the description of the parts. */
    @Test
    void staysTheSameForTheSameRequestInEveryRelease() {
        FingerprintInput input = new FingerprintInput(
                "POST",
                "/payments",
                "dry=1",
                "application/json",
                Map.of("x-api-version", List.of("2")),
                raw("{\"a\": 1}"));
        assertThat(hex(fingerprinter.fingerprint(input, RAW)))
                .isEqualTo("4e3d559d67f5901353473cb07e832cbcf3252d98234708e37a0da48cafd186b4");
        assertThat(hex(fingerprinter.fingerprint(input, CANONICAL)))
                .isEqualTo("6442b147c74f1d41f7f7d6846a98bfe6eab87e2b2b3ddc0dced6ca79ce901713");
        assertThat(hex(fingerprinter.fingerprint(input, NONE)))
                .isEqualTo("0b9dd1a82c78b9ecd843a266da63ce81c9a552f6784c948b46ccd51a1f793621");
    }

    @Test
    void tellsApartMethodPathQueryTypeHeadersAndPayload() {
        List<FingerprintInput> inputs = List.of(
                input("POST", "/a", null, "text/plain", Map.of(), raw("x")),
                input("PUT", "/a", null, "text/plain", Map.of(), raw("x")),
                input("POST", "/b", null, "text/plain", Map.of(), raw("x")),
                input("POST", "/a", "q", "text/plain", Map.of(), raw("x")),
                input("POST", "/a", null, "text/html", Map.of(), raw("x")),
                input("POST", "/a", null, null, Map.of(), raw("x")),
                input("POST", "/a", null, "text/plain", Map.of("h", List.of()), raw("x")),
                input("POST", "/a", null, "text/plain", Map.of("h", List.of("")), raw("x")),
                input("POST", "/a", null, "text/plain", Map.of("h", List.of("1", "2")), raw("x")),
                input("POST", "/a", null, "text/plain", Map.of("h", List.of("1,2")), raw("x")),
                input("POST", "/a", null, "text/plain", Map.of(), raw("y")),
                input("POST", "/a", null, "text/plain", Map.of(), raw("")),
                input("POST", "/a", null, "text/plain", Map.of(), raw("{}")));
        assertThat(inputs.stream().map(input -> fingerprinter.fingerprint(input, RAW)))
                .doesNotHaveDuplicates();
    }

    @Test
    void doesNotLetOnePartRunIntoTheNext() {
        assertThat(fingerprinter.fingerprint(input("POST", "/ab", "c", null, Map.of(), raw("")), RAW))
                .isNotEqualTo(fingerprinter.fingerprint(input("POST", "/a", "bc", null, Map.of(), raw("")), RAW));
        assertThat(raw(form("a", "b", "c", "")))
                .isNotEqualTo(raw(form("a", "", "bc", "")))
                .isNotEqualTo(raw(form("ab", "", "c", "")));
    }

    @Test
    void treatsNoQueryAndAnEmptyOneAlike() {
        assertThat(fingerprinter.fingerprint(input("POST", "/a", "", null, Map.of(), raw("")), RAW))
                .isEqualTo(fingerprinter.fingerprint(input("POST", "/a", null, null, Map.of(), raw("")), RAW));
    }

    @Test
    void ignoresCaseAndParametersOfTheContentType() {
        assertThat(of("application/json;charset=UTF-8", raw("1"), RAW))
                .isEqualTo(of("Application/JSON ; charset=iso-8859-1", raw("1"), RAW))
                .isEqualTo(of("application/json", raw("1"), RAW));
    }

    @Test
    void takesHeadersInAnyOrderOfTheirNames() {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("b", List.of("2"));
        headers.put("a", List.of("1"));
        assertThat(fingerprinter.fingerprint(input("POST", "/a", null, null, headers, raw("")), RAW))
                .isEqualTo(fingerprinter.fingerprint(
                        input("POST", "/a", null, null, Map.of("a", List.of("1"), "b", List.of("2")), raw("")), RAW));
    }

    @Test
    void comparesJsonByValueInCanonicalModeOnly() {
        Payload one = raw("{\"amount\": 12.50, \"to\": \"b\\u006fb\"}");
        Payload other = raw("{\"to\":\"bob\",\"amount\":1250e-2}");
        assertThat(of("application/json", one, CANONICAL)).isEqualTo(of("application/json", other, CANONICAL));
        assertThat(of("application/vnd.bank+json;v=1", one, CANONICAL))
                .isEqualTo(of("application/vnd.bank+json", other, CANONICAL));
        assertThat(of("application/json", one, RAW)).isNotEqualTo(of("application/json", other, RAW));
        assertThat(of("text/plain", one, CANONICAL)).isNotEqualTo(of("text/plain", other, CANONICAL));
        assertThat(of(null, one, CANONICAL)).isNotEqualTo(of(null, other, CANONICAL));
        assertThat(of("application/json", raw("9007199254740992"), CANONICAL))
                .isNotEqualTo(of("application/json", raw("9007199254740993"), CANONICAL));
    }

    @Test
    void fallsBackToTheBytesOfWhatHasNoCanonicalForm() {
        for (String json : List.of("{\"a\":1,\"a\":1}", "NaN", "[".repeat(10_000), "1e99999999999999999999")) {
            Fingerprint fingerprint = of("application/json", raw(json), CANONICAL);
            assertThat(fingerprint).isEqualTo(of("application/json", raw(json), CANONICAL));
            assertThat(fingerprint).isNotEqualTo(of("application/json", raw(json + ' '), CANONICAL));
        }
    }

    @Test
    void leavesThePayloadOutIfTold() {
        assertThat(of("text/plain", raw("a"), NONE))
                .isEqualTo(of("text/plain", raw("b"), NONE))
                .isEqualTo(of("text/plain", form("a", "b"), NONE))
                .isNotEqualTo(of("text/html", raw("a"), NONE));
    }

    @Test
    void takesFormFieldsInAnyOrderAndTheirValuesInTheirs() {
        Payload form = new Payload.Form(Map.of("a", List.of("1", "2"), "b", List.of("3")));
        Map<String, List<String>> reordered = new LinkedHashMap<>();
        reordered.put("b", List.of("3"));
        reordered.put("a", List.of("1", "2"));
        assertThat(raw(form)).isEqualTo(raw(new Payload.Form(reordered)));
        assertThat(raw(form)).isNotEqualTo(raw(new Payload.Form(Map.of("a", List.of("2", "1"), "b", List.of("3")))));
        assertThat(raw(form("a", "\ud800"))).isNotEqualTo(raw(form("a", "?")));
    }

    @Test
    void takesMultipartRequestsPartByPart() {
        Payload.Part text = new Payload.Part("note", null, null, new byte[32]);
        Payload.Part file = new Payload.Part("doc", "a.txt", "text/plain", new byte[32]);
        byte[] otherDigest = new byte[32];
        otherDigest[31] = 1;
        List<Fingerprint> different = new ArrayList<>();
        for (List<Payload.Part> parts : List.of(
                List.of(text, file),
                List.of(file, text),
                List.of(text),
                List.<Payload.Part>of(),
                List.of(text, new Payload.Part("doc", "b.txt", "text/plain", new byte[32])),
                List.of(text, new Payload.Part("doc", null, "text/plain", new byte[32])),
                List.of(text, new Payload.Part("doc", "", "text/plain", new byte[32])),
                List.of(text, new Payload.Part("doc", "a.txt", "text/html", new byte[32])),
                List.of(text, new Payload.Part("doc", "a.txt", "text/plain", otherDigest)),
                List.of(text, new Payload.Part("dox", "a.txt", "text/plain", new byte[32])))) {
            different.add(of("multipart/form-data; boundary=x", new Payload.Multipart(parts), RAW));
        }
        assertThat(different).doesNotHaveDuplicates();
        assertThat(of("multipart/form-data; boundary=y", new Payload.Multipart(List.of(text, file)), RAW))
                .isEqualTo(different.get(0));
    }

    private Fingerprint raw(Payload payload) {
        return of("application/x-www-form-urlencoded", payload, RAW);
    }

    private Fingerprint of(String contentType, Payload payload, FingerprintVersion version) {
        return fingerprinter.fingerprint(input("POST", "/a", null, contentType, Map.of(), payload), version);
    }

    private static FingerprintInput input(
            String method,
            String path,
            String query,
            String contentType,
            Map<String, List<String>> headers,
            Payload payload) {
        return new FingerprintInput(method, path, query, contentType, headers, payload);
    }

    private static Payload raw(String text) {
        return new Payload.Raw(text.getBytes(UTF_8));
    }

    private static Payload form(String... namesAndValues) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        return new Payload.Form(parameters);
    }

    private static String hex(Fingerprint fingerprint) {
        return HexFormat.of().formatHex(fingerprint.digest());
    }
}
