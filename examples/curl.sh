J='content-type: application/json'; U=http://127.0.0.1:3999
curl -s $U/events -H "$J" -d '{"amount":12.5,"merchant":"books","country":"AT","id":"a"}'; echo
curl -s $U/labels -H "$J" -d '{"id":"a","fraud":1}'; echo
curl -s $U/labels -H "$J" -d '{"id":"a","fraud":1}'; echo
curl -s $U/labels -H "$J" -d '{"id":"zz","fraud":1}'; echo
curl -s $U/events -H "$J" -d '{"amount":12.5,"merchant":"books","country":"AT","id":"b"}'; echo
for b in '{"amount":NaN' '{"amount":1e999,"merchant":"b","country":"c"}' '{"amount":"12","merchant":"b","country":"c"}' '{"merchant":"b","country":"c"}' '{}' '[]' '' 'null'; do curl -s $U/events -H "$J" -d "$b"; echo; done
curl -s $U/metrics; curl -s $U/learned; cat /tmp/fraud.log
