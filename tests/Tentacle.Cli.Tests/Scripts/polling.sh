#!/bin/sh
# The documented sequence for a polling Tentacle, but for registration and service.
set -e
home=$1
thumbprint=$2
tentacle create-instance --instance "Tentacle" --config "$home/Tentacle.config" --console
tentacle new-certificate --instance "Tentacle" --if-blank --console
tentacle configure --instance "Tentacle" --reset-trust --console
tentacle configure --instance "Tentacle" --home "$home" --app "$home/Applications" --noListen "True" --console
tentacle configure --instance "Tentacle" --trust "$thumbprint" --console
tentacle server-comms --instance "Tentacle" --thumbprint "$thumbprint" --style TentacleActive --host "octopus.example" --port 10943 --console
