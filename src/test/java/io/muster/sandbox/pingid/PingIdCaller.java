package io.muster.sandbox.pingid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import io.muster.sandbox.service.HttpProbe;
import io.muster.sandbox.service.HttpProbe.Answer;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Properties;

/** Calls a simulated PingID with what its properties file says, with tokens of a JOSE library that neither the simulator nor the product uses. */
final class PingIdCaller {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    final PingIdSimulator pingid;
    final Properties properties = new Properties();
    /** What is told of ourselves; to be changed by tests. */
    String orgAlias;
    String token;
    byte[] key;
    String aliasHeader = "org_alias";
    String version = "4.9";
    String timestamp;

    /** What came back, its signature verified; {@code response} is a missing node where it is not signed. */
    record Signed(int status, JsonNode response, Answer answer) {

        int errorId() {
            return response.path("errorId").asInt();
        }

        JsonNode user() {
            return response.path("userDetails");
        }
    }

    PingIdCaller(PingIdSimulator pingid, Instant now) throws IOException {
        this.pingid = pingid;
        properties.load(new StringReader(pingid.propertiesFile()));
        orgAlias = properties.getProperty("org_alias");
        token = properties.getProperty("token");
        key = Base64.getDecoder().decode(properties.getProperty("use_base64_key"));
        timestamp = TIMESTAMP.format(now);
    }

    void at(Instant time) {
        timestamp = TIMESTAMP.format(time);
    }

    Signed call(String operation, String reqBody) throws IOException {
        return send(operation, signed(reqBody));
    }

    String signed(String reqBody) {
        String payload = "{\"reqHeader\":{\"locale\":\"en\",\"orgAlias\":\"" + orgAlias + "\",\"secretKey\":\"" + token + "\",\"timestamp\":\"" + timestamp + "\",\"version\":\""
                + version + "\"},\"reqBody\":" + reqBody.replace('\'', '"') + "}";
        return jws(JWSAlgorithm.HS256, payload);
    }

    String jws(JWSAlgorithm algorithm, String payload) {
        try {
            JWSObject jws = new JWSObject(new JWSHeader.Builder(algorithm).customParam(aliasHeader, orgAlias).customParam("token", token).build(), new Payload(payload));
            jws.sign(new MACSigner(key));
            return jws.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    Signed send(String operation, String body) throws IOException {
        Answer answer = HttpProbe.send("POST", URI.create(properties.getProperty("idp_url") + "/rest/4/" + operation + "/do"), body, "Content-Type", "application/json");
        JsonNode response = JSON.missingNode();
        try {
            JWSObject jws = JWSObject.parse(answer.text());
            if (!jws.verify(new MACVerifier(Base64.getDecoder().decode(properties.getProperty("use_base64_key"))))) {
                throw new IOException("the answer is signed with another key");
            }
            response = JSON.readTree(jws.getPayload().toString()).path("responseBody");
        } catch (ParseException | JOSEException unsigned) {
            // the test sees that nothing is there
        }
        return new Signed(answer.status(), response, answer);
    }

    Signed add(String userName) throws IOException {
        return call("adduser", "{'activateUser':false,'username':'" + userName + "','fname':'Jill','lname':'Chill','email':'jill@example.com','role':'REGULAR','clientData':null}");
    }

    Signed details(String userName) throws IOException {
        return call("getuserdetails", "{'getSameDeviceUsers':false,'userName':'" + userName + "'}");
    }

    Signed pair(String userName, String type, String data) throws IOException {
        return call("offlinepairing", "{'username':'" + userName + "','type':'" + type + "','pairingData':'" + data + "','validateUniqueDevice':'true'}");
    }

    Signed attribute(String userName, String deviceId, String name, String value) throws IOException {
        return call("updatedeviceattr", "{'userName':'" + userName + "','deviceId':" + deviceId + ",'attributeName':'" + name + "','attributeValue':'" + value + "'}");
    }

    /** An operation that needs the name alone. */
    Signed simple(String operation, String userName) throws IOException {
        return call(operation, "{'userName':'" + userName + "'}");
    }
}
