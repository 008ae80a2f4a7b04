/** The names of the fields that SignalWire documents: those of the types of lib/webhooks. */
export const FIELD_NAMES: ReadonlySet<string> = new Set(
  `APIVersion AccountSid ApiVersion Attempt AudioInAveragePtime AudioInDtmfPacketCount AudioInFlushPacketCount
   AudioInJitterMaxVariance AudioInJitterMinVariance AudioInLargestJbSize AudioInMediaPacketCount AudioInMos
   AudioInSkipPacketCount AudioOutDtmfPacketCount AudioOutMediaPacketCount AvgQueueTime BankAccountNumber
   BankRoutingNumber Body CallDuration CallSid CallSidEndingConference CallStatus CallbackSource CallerName
   ConferenceSid Confidence ConnectorError CurrentQueueSize DequeingCallSid DialCallDuration DialCallSID DialCallSid
   DialCallStatus DialSipCallId DialSipHangupDirection DialSipResponseCode Digits Direction Duration
   EndConferenceOnExit ErrorCode ErrorMessage ErrorType EventName ExpirationDate FaxSid FaxStatus For ForwardedFrom
   FriendlyName From HangupBy HangupDirection Hold MediaSid MediaUrl MessageSid MessageStatus Muted
   NotifySipResponseCode NumMedia NumPages NumSegments OriginalMediaUrl ParentCallSid PayErrorCode PaymentCardNumber
   PaymentCardPostalCode PaymentCardType PaymentConfirmationCode PaymentError PaymentMethod PaymentToken ProfileId
   QueuePosition QueueResult QueueSid QueueTime ReasonConferenceEnded RecordingChannels RecordingDuration
   RecordingFileSize RecordingSid RecordingSource RecordingStatus RecordingUrl ReferCallStatus ReferSipResponseCode
   RemoteStationId Result SWMLCall SWMLVars SecurityCode SequenceNumber SipCallId SipInviteResultPhrase SipResultCode
   SipUser SmsMessageSid SmsSid SmsStatus SpeechResult StartConferenceOnEnter StatusCallbackEvent StreamError
   StreamEvent StreamName StreamSid StreamTrack Timestamp To TranscriptionSid TranscriptionStatus TranscriptionText
   TranscriptionUrl Unique-ID VirtualAgentError VirtualAgentErrorCode VirtualAgentProvider VirtualAgentProviderData
   VirtualAgentStatus acoustic_latency action active_count addr ai_completion ai_end_date ai_id_tag ai_session_id
   ai_start_date answer_time answered app_name argument argument_desc attempt attempts attention_timeout audio
   audio_format audio_latency audio_played_ms avg_time avg_tps barge barge_count barge_elapsed_ms barge_type beep body
   brand_id call call_answer_date call_end_date call_ended_by call_id call_id_ending_conf call_info call_log
   call_start_date call_state call_timeline caller_id caller_id_name caller_id_num caller_id_number campaign_id
   cardnumber channel_active channel_data channel_offhook channel_ready chargeAmount coaching codec command_arg
   command_name completion_action conference_id confidence confirmed connect_state consolidation content contentType
   content_disposition content_type context context_change context_switch_data control_id conversation_add
   conversation_id conversation_summary conversation_tokens conversation_type count curl_code currency_code
   custom_variables cvv data_root delayed_post_response dequeue_ts description destination_number detect device
   device_type dial_winner digits direction distilled_chars document duration duration_ms end_on_leave end_reason
   end_time ended_by engine enqueue_ts envs epoch_time error errorText error_code error_keys error_message error_reason
   error_type errors event event_at event_category event_channel event_type expiration_date expiry_month expiry_year
   expression failed_reason fallback_engine fallback_voice fatal_error fatal_error_reason fax filler filler_type final
   for format from from_context from_index from_number from_step function function_call function_loop functions
   gather_answer gather_complete gather_question gather_reject gather_start global_data hangup_hook hard_timeout
   has_fatal_error headers hold http_code id identity info inner_dialog input input_tokens interrupt_count isolated key
   lang language latency leave_ts limit llm_error llm_request llm_response local_vad loop match mcp_error mcp_response
   mcp_tool mcp_url media message message_id meta_data meta_data_token metadata method mode model muted name native
   node_id normalized number number_assignment_id number_assignment_order_id number_of_segments
   oart_assistant_transcript oart_response_done oart_user_transcript original output output_key output_tokens pages
   parameters params parent parse_error parsed parsed_response pause_behavior pay_result payment_card_number
   payment_card_postal_code payment_card_type payment_method peer phase phone_number phone_number_id port position
   post_data post_prompt post_prompt_data post_response postal_code previous_contexts process_action project_id
   prompt_tokens protocol_error ptime question_index question_type queue_id queue_name rate raw raw_call_log raw_chars
   raw_response reason reason_ended reasoning_effort record recording_duration recording_file_size recording_id
   recording_url region remote_identity request_payload request_url requires_confirm response response_word_count
   result result_text role security_code segment_id segments session_end session_start shadow sidecar_event
   sip_contact_host sip_contact_params sip_contact_port sip_contact_uri sip_contact_user sip_data sip_from_host
   sip_from_uri sip_from_user sip_notify_response_code sip_refer_response_code sip_refer_to sip_req_host sip_req_uri
   sip_req_user sip_to_host sip_to_uri sip_to_user size source space_id speech_detect start_on_join start_time
   startup_hook state status status_url status_url_method step step_change step_index stereo substituted success
   summarize_start swaig_call swaig_log tag tap terminator text text_normalize tick_id timeout timeout_ms times
   timestamp to to_context to_index to_number to_step token_count token_time token_type tokens tool_call_id tool_calls
   tool_distill tool_model total_asr_cost_factor total_asr_minutes total_input_tokens total_minutes total_output_tokens
   total_questions total_tts_chars total_tts_chars_per_min total_wire_input_tokens total_wire_input_tokens_per_minute
   total_wire_output_tokens total_wire_output_tokens_per_minute tps transaction_id trigger ts tts_engine tts_voice type
   uri url utterance utterance_latency value vars version voice voice_error warning webhook webhook_fail webhook_log
   webhook_reply webhook_response`.split(/\s+/),
);

/** The values that SignalWire documents, by the name of their field: those of the types of lib/webhooks. */
const VALUES = {
  CallStatus: 'busy|canceled|completed|failed|in-progress|initiated|no-answer|queued|ringing',
  CallbackSource: 'call-progress-events',
  DialCallStatus: 'answered|busy|canceled|completed|failed|no-answer',
  Direction: 'inbound|outbound-api|outbound-dial',
  ErrorType:
    'input-timeout|invalid-bank-account-number|invalid-bank-routing-number|invalid-card-number|' +
    'invalid-card-type|invalid-date|invalid-postal-code|invalid-security-code|session-in-progress',
  FaxStatus: 'busy|canceled|delivered|failed|no-answer|processing|queued|received|receiving|sending',
  For:
    'bank-account-number|bank-routing-number|expiration-date|payment-card-number|payment-processing|' +
    'postal-code|security-code',
  HangupDirection: 'inbound|outbound',
  MessageStatus: 'delivered|failed|initiated|queued|received|receiving|sending|sent|undelivered',
  QueueResult:
    'bridged|bridging-in-progress|error|hangup|leave|queue-full|redirected|redirected-from-bridged|' +
    'system-error',
  RecordingSource:
    'Conference|DialVerb|OutBoundApi|RecordVerb|StartCallRecordingApi|StartConferenceRecording|Trunking',
  RecordingStatus: 'absent|completed|failed|in-progress',
  ReferCallStatus: 'busy|canceled|failed|in-progress|no-answer',
  Result:
    'caller-hung-up|caller-interrupted-with-star|internal-error|payment-connector-error|success|' +
    'too-many-failed-attempts|validation-error',
  SmsStatus: 'failed|invalid|sending|sent',
  StatusCallbackEvent:
    'conference-end|conference-start|participant-hold|participant-join|participant-leave|participant-mute|' +
    'participant-speech-start|participant-speech-stop|participant-unhold|participant-unmute',
  StreamError:
    'Duplicated stream ID|Duplicated stream name|codec_error|connection_refused|' +
    'connection_refused_timeout_or_ssl_error|general_error|invalid_track|invalid_url|missing_url',
  StreamEvent: 'stream-error|stream-started|stream-stopped',
  StreamTrack: 'both_tracks|inbound_track|outbound_track',
  TranscriptionStatus: 'completed|failed',
  VirtualAgentStatus: 'failed|transfer',
  action: 'fetch_conversation|get_signature|post_conversation',
  app_name: 'ai|bedrock',
  barge_type: 'normal|transparent',
  call_ended_by: 'assistant',
  call_state: 'answered|created|ended|ringing',
  connect_state: 'connected|connecting|disconnected|failed',
  content_disposition: 'agent.summary',
  context: 'default',
  conversation_type: 'chat|voice',
  device_type: 'phone|sip|webrtc',
  dial_winner: 'true',
  direction: 'inbound|itn|outbound|receive|send|tn',
  end_reason: 'busy|cancel|declined|error|hangup|no_answer|timeout',
  error: 'webhook error',
  event:
    'HUMAN|MACHINE|NOT_READY|READY|UNKNOWN|consolidation|empty_response_effort_bump_retry|' +
    'empty_response_nudge_retry|excessive_prompt_tokens|finished|hold|llm_fatal|llm_max_retries|llm_retry|' +
    'reasoning_only_retry|token_exhaustion|unhold|voice_config_error|voice_runtime_error',
  event_category: 'brand|campaign|number_assignment|number_assignment_order',
  event_type:
    'brand_activated|brand_unverified|calling.call.collect|calling.call.connect|calling.call.detect|' +
    'calling.call.fax|calling.call.pay|calling.call.play|calling.call.queue|calling.call.record|' +
    'calling.call.refer|calling.call.state|calling.call.stream|calling.call.tap|calling.conference|' +
    'calling.transcript.completed|calling.transcript.failed|campaign_activated|campaign_deactivated|' +
    'number_assignment_activated|number_assignment_failed|number_assignment_order_processed|' +
    'number_assignment_pending',
  filler_type: 'function|thinking',
  for: 'payment-completed',
  format: 'mp3|pdf|wav',
  mode: 'oart',
  pause_behavior: 'silence|skip',
  pay_result:
    'caller-hung-up|caller-interrupted-with-star|internal-error|payment-connector-error|success|' +
    'too-many-failed-attempts|validation-error',
  phase: 'post_prompt',
  reason: 'confirmation_required|end_call|error|hard_timeout|missing_answer|normal',
  role: 'assistant|local-caller|remote-caller|system|tool|user',
  state: 'collecting|error|finished|no_input|paused|playing|recording|streaming|tapping',
  status:
    'completed|conference-end|conference-start|delivered|dequeue|enqueue|failed|initiated|leave|' +
    'participant-hold|participant-join|participant-leave|participant-modify|participant-mute|' +
    'participant-speech-start|participant-speech-stop|participant-unhold|participant-unmute|queued|read|' +
    'record-pause|record-resume|record-start|record-stop|sent|undelivered',
  trigger: 'ai_function|auto_advance|gather_complete|webhook_action',
  type:
    'action|ai_response|ask_answer|ask_request|barged|consecutive|digit|error|fax|final|finished|' +
    'global_data_change|history_pruned|insight|machine|mms|no_input|no_match|normal|page|phone|repeated|' +
    'request|sip|skip|sms|speech|start|start_of_input|stop|thought|tool_call|tool_result|turn|webrtc',
};

export const FIELD_VALUES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(VALUES).map(([name, values]) => [name, new Set(values.split('|'))]),
);
