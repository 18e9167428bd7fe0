# Echo server on em-websocket 0.5.1: the "Simple server example" of its README, with the number of
# descriptors raised (EventMachine holds 1024 sockets by default) and large messages admitted.
require 'em-websocket'

EM.epoll
EM.set_descriptor_table_size(20_000)
EM::WebSocket.max_frame_size = 32 * 1024 * 1024

EM::WebSocket.start(host: '127.0.0.1', port: ARGV[0].to_i) do |ws|
  ws.onmessage { |message| ws.send(message) }
  ws.onerror { |error| warn error.message }
end
