// Starts the emulator's Slack with a small team, on a loopback port the system picks, and prints that port.
import http from "node:http";

const listen = http.Server.prototype.listen;
http.Server.prototype.listen = function (_port, ...rest) {
  const done = rest.find((one) => typeof one === "function");
  return listen.call(this, 0, "127.0.0.1", () => {
    console.log(JSON.stringify({ port: this.address().port }));
    done?.(this.address());
  });
};

const { createEmulator } = await import("emulate");
await createEmulator({
  service: "slack",
  port: 4003, // listen() above puts the system's choice in its place
  seed: {
    tokens: { "xoxb-emulated": { login: "steady" } },
    slack: {
      team: { name: "Northwind Sales", domain: "northwind-sales" },
      users: [
        { name: "steady", real_name: "Steady" },
        { name: "ana", real_name: "Ana Ruiz" },
      ],
      channels: [{ name: "sales", topic: "Deals" }],
      oauth_apps: [
        {
          client_id: "1.2", client_secret: "emulated", name: "Steady", redirect_uris: [],
          app_id: "A0EMULATED", bot_id: "B0EMULATED",
        },
      ],
      tokens: [{ token: "xoxb-emulated", user: "steady", app_id: "A0EMULATED", bot_id: "B0EMULATED" }],
    },
  },
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0)); // whoever started this is gone
